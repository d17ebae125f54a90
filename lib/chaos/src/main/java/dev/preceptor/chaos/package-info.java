/**
 * {@code preceptor chaos}: injects faults into a run's processes, network and disk by a seeded
 * schedule and compares the result with a baseline run. Knows a run by its processes and its
 * topics; must not know what the services do.
 */
package dev.preceptor.chaos;
