/**
 * The checkpoints of a run: written aside, sealed and renamed, so that a crash at any moment leaves
 * only whole ones. Must not know who trains, or what a log is.
 */
package dev.preceptor.run.checkpoint;
