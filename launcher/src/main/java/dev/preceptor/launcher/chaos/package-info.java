/**
 * {@code preceptor chaos}: kills a run's processes by a seeded schedule and compares what comes out
 * with an undisturbed run. Knows a run by its processes and its topics; must not know what the
 * services do.
 */
package dev.preceptor.launcher.chaos;
