/** What a data set holds, as far as it can be counted without a model. */
package dev.preceptor.vqa.statistics;
