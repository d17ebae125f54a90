/**
 * The service processes of a run: which ones there are, and the settings of each. Must not know
 * what they exchange.
 */
package dev.preceptor.fleet.services;
