/**
 * The processes that carry a run out: which there are, and with what settings each is started. Must
 * not know what they say to each other.
 */
package dev.preceptor.fleet.services;
