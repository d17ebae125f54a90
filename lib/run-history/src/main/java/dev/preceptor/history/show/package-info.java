/**
 * One group of a run as its records tell it: what was asked, answered and given for it, and why.
 */
package dev.preceptor.history.show;
