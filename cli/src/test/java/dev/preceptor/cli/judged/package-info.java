/** Benchmarks of runs with slow and failing judges; all other services are real. */
package dev.preceptor.cli.judged;
