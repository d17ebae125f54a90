/**
 * {@code preceptor chaos}: strikes a run's processes, network and disk by a seeded schedule and
 * compares what comes out with an undisturbed run. Knows a run by its processes and its topics;
 * must not know what the services do.
 */
package dev.preceptor.chaos;
