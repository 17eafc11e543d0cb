/**
 * The filter language "SQL92", judging every message as RocketMQ 5.5.0 does: it accepts, refuses
 * and matches the same, where the following is surprising too.
 *
 * <h2>What can be written</h2>
 *
 * <ul>
 *   <li>Keywords in letters of either case: AND OR NOT BETWEEN IN IS NULL TRUE FALSE CONTAINS
 *       STARTSWITH ENDSWITH. Names of properties are of the letters a to z of either case, digits,
 *       {@code _} and {@code $}, do not begin with a digit, and their case counts.
 *   <li>Texts in single quotes, a quote in them doubled. Integers up to 64 bits, with or without
 *       {@code L} behind. Decimal numbers with a point, an exponent or both, above 0. There is no
 *       arithmetic, no LIKE, no {@code !=} and no {@code ==}.
 *   <li>Comments from {@code --} to the end of the line and within {@code /*} and {@code *}{@code
 *       /}.
 *   <li>What binds most first: signs and NOT; {@code < <= > >=} BETWEEN IN CONTAINS STARTSWITH
 *       ENDSWITH; {@code = <>} IS NULL; AND; OR. What binds alike goes from left to right.
 * </ul>
 *
 * <h2>What surprises when it is compiled</h2>
 *
 * <ul>
 *   <li>NOT binds most: {@code NOT a = 9} means {@code (NOT a) = 9}. Write {@code NOT (a = 9)}.
 *   <li>What follows a whole expression is passed over, as long as its first token is one: {@code a
 *       = 5 b = 6}, {@code a = 5)} and {@code s LIKE 'x'} are accepted and mean {@code a = 5},
 *       {@code a = 5} and {@code s}; {@code a = 5 # b} is refused.
 *   <li>A zero before other digits is the whole integer, so {@code a = 05} means {@code a = 0}; but
 *       {@code a = 05.0} means {@code a = 5.0}.
 *   <li>A {@code --} that no end of line follows is two minus signs, so {@code a = 5 --x} is still
 *       accepted, and {@code a = --5} means {@code a = 5}.
 *   <li>Decimal zero, {@code 0.0}, is refused, as is what underflows to it.
 *   <li>{@code TRUE = 5} is refused, {@code 5 = TRUE} is accepted and false. A minus before a
 *       number takes away that it is written out: {@code TRUE = -5} is accepted, as is {@code a
 *       BETWEEN 5 AND -5}, while {@code a BETWEEN 5 AND 4} is refused.
 *   <li>A minus before what is no number is accepted and makes it NULL.
 * </ul>
 *
 * <h2>What surprises when a message is judged</h2>
 *
 * <ul>
 *   <li>Values of properties are texts. The other side says what they are read as: an integer that
 *       fits 32 bits, an integer of 64 bits for a number beyond, or a decimal number. What cannot
 *       be read so makes the whole expression fail: the message does not match, even if the other
 *       side of an OR would. So {@code size > 5} never matches where size is {@code 3000000000} or
 *       {@code 7.0}, {@code size > 5.0} and {@code size > 2147483648} do. AND and OR do not look at
 *       their right side where the left one decides.
 *   <li>Integers may have a plus, zeros before them, and digits of any script. Decimal numbers are
 *       those of {@link java.lang.Double#valueOf(String)}: blanks around them, {@code NaN} (above
 *       everything), {@code Infinity}, {@code 0x1p3} and {@code 1.5f} are numbers.
 *   <li>Two properties are compared by {@code < <= > >=} as decimal numbers and by {@code = <>} as
 *       texts.
 *   <li>A missing property is unknown, on the left side. On the right side of {@code =} it is
 *       unequal, so {@code a <> missing} and {@code 5 <> missing} match. Two missing ones are
 *       equal.
 *   <li>CONTAINS, STARTSWITH and ENDSWITH are false of a missing property and for an empty text,
 *       and so are their negations.
 *   <li>A property alone, as in {@code t AND a = 1}, is never true, even if it reads "true"; {@code
 *       NOT t} is true where it is there. {@code t = TRUE} looks for the word, in letters of either
 *       case.
 *   <li>A text is read as a truth value where it is on the left of one, {@code t = (a = 1)}; on the
 *       right of one, {@code (a = 1) = t} or {@code TRUE = t}, it makes the expression fail.
 * </ul>
 *
 * <h2>What is different from RocketMQ</h2>
 *
 * Expressions are refused beyond {@linkplain org.marquetry.filter.sql.evaluation.Limits limits}, by
 * name, where RocketMQ's stack would overflow and its broker refuse the expression or match
 * nothing.
 */
package org.marquetry.filter.sql;
