/** How long a run's steps take with a fleet of some size: measured rates, simulated protocol. */
package dev.preceptor.study.capacity;
