/** A run's folder and what lies in it. Must not know how a run is carried out. */
package dev.preceptor.run;
