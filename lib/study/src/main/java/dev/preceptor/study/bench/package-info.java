/**
 * What a recipe costs on this machine: its models measured alone, and where the time of a short run
 * of it goes.
 */
package dev.preceptor.study.bench;
