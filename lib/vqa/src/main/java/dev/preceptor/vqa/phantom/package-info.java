/**
 * The phantom data set: radiology-like images whose truth is known because it was chosen before
 * anything was drawn. Knows drawing, wording and PMC-VQA's file layout; knows nothing of models,
 * rewards or Kafka. The same {@link dev.preceptor.vqa.phantom.PhantomSpec} gives the same bytes on
 * every JDK: randomness, rasteriser and PNG writer are its own, and only {@link StrictMath} is
 * used.
 */
package dev.preceptor.vqa.phantom;
