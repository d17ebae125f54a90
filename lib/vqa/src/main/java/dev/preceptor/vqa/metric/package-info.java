/**
 * What the paper's Appendix B measures of a response besides its correctness: similarity,
 * perplexity, thinking reward and thinking length. What cannot be measured has no value, never 0.
 */
package dev.preceptor.vqa.metric;
