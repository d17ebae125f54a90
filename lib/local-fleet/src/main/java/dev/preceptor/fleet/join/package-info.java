/**
 * Workers that are added to a run while it is carried out, from any machine that reaches its
 * broker. Must not know how a run is begun.
 */
package dev.preceptor.fleet.join;
