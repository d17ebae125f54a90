/**
 * Answers of several policies side by side, as in the paper's Figs. S2 to S5. Model output is
 * hostile: it is escaped, and the page holds no script.
 */
package dev.preceptor.study.samples;
