/**
 * Models and data by their hashes: what a folder holds as a list of files, those files as objects
 * of S3-compatible storage named by their SHA-256, and folders fetched back from there. Must not
 * know what the files are.
 */
package dev.preceptor.store;
