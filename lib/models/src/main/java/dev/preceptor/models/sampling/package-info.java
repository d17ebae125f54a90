/** How a completion is drawn: settings, random streams, what comes out. Knows no model. */
package dev.preceptor.models.sampling;
