/**
 * Whether an answer is right, as different projects decide it, so that an accuracy can be compared
 * with one that was published. Rewards do not use it; see {@link dev.preceptor.vqa.grading}.
 */
package dev.preceptor.vqa.grader;
