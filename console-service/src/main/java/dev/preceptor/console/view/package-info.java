/** The documents that the pages read, made from records and the index. Must not know HTTP. */
package dev.preceptor.console.view;
