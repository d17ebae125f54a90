/**
 * The paper's Table 1: its rows and numbers, one evaluation of each row and seed (a cell), what the
 * cells say together, and the table as Markdown, JSON and HTML. Knows how a model is evaluated;
 * must not know how a row is trained, which whoever runs the table does for it.
 */
package dev.preceptor.study.table;
