/**
 * What a supervised or preference trainer teaches of a conversation: which tokens are the prompt,
 * which the response, and how it ends. Must not know where conversations come from.
 */
package dev.preceptor.training.conversation;
