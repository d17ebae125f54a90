/**
 * The protocol of OpenAI-compatible servers: what a request and an answer look like.
 *
 * <p>Must not know what is asked, nor how often it is tried.
 */
package dev.preceptor.vqa.endpoint;
