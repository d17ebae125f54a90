/**
 * The phantom data set: radiology-like images whose correct answers are known because they are
 * chosen before the images are drawn. Knows drawing, wording and PMC-VQA's file layout; must not
 * know models, rewards or Kafka. The same {@link dev.preceptor.vqa.phantom.PhantomSpec} gives the
 * same bytes on every JDK: it has its own random numbers, rasteriser and PNG writer, and uses
 * {@link StrictMath} only.
 */
package dev.preceptor.vqa.phantom;
