/** A run's folder and its files. Must not know how a run is executed. */
package dev.preceptor.run;
