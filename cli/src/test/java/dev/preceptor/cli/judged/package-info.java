/** What slow and failing judges do to a run, measured on the real path but for the judge. */
package dev.preceptor.cli.judged;
