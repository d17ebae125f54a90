/** The console as a process of this machine, over runs of this machine or of a broker. */
package dev.preceptor.fleet.console;
