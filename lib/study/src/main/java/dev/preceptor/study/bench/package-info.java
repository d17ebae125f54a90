/**
 * Benchmarks of a recipe on this machine: the speed of its model alone, and the breakdown of the
 * time of a short run.
 */
package dev.preceptor.study.bench;
