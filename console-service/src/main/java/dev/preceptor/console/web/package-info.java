/**
 * The console's HTTP interface: who may ask, JSON documents, events and the page. Decides nothing
 * about runs.
 */
package dev.preceptor.console.web;
