/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/**
 * One property of the message under judgement, read when first asked for and then kept, as are the
 * numbers it is read as. Not thread-safe.
 */
public final class Property {

  private static final int INT_BITS = 32;

  private final byte[] name;
  private final PropertyText text = new PropertyText();
  private final IntegerText integer = new IntegerText();
  private final DecimalText decimal = new DecimalText();

  private boolean read;
  private boolean present;
  private boolean readAsInteger;
  private boolean isInteger;
  private boolean readAsDecimal;
  private boolean isDecimal;

  Property(String name) {
    this.name = PropertyText.name(name);
  }

  /** The next question is about another message. */
  void forget() {
    read = false;
    readAsInteger = false;
    readAsDecimal = false;
  }

  boolean isPresent(MessageView message) {
    if (!read) {
      present = message.property(name, text);
      read = true;
    }
    return present;
  }

  /** The text of a property that is present. */
  PropertyText text() {
    return text;
  }

  /** Whether a property that is present is an integer of so many bits: 32 or 64. */
  boolean isInteger(int bits) {
    if (!readAsInteger) {
      isInteger = integer.read(text.bytes(), text.length());
      readAsInteger = true;
    }
    return isInteger && (bits > INT_BITS || integer.value() == (int) integer.value());
  }

  /** The value of an integer. */
  long integer() {
    return integer.value();
  }

  /** Whether a property that is present is a decimal number. */
  boolean isDecimal() {
    if (!readAsDecimal) {
      isDecimal = decimal.read(text.bytes(), text.length());
      readAsDecimal = true;
    }
    return isDecimal;
  }

  /** The value of a decimal number. */
  double decimal() {
    return decimal.value();
  }

  /** Whether a property that is present reads "true", in letters of either case. */
  boolean readsTrue() {
    byte[] bytes = text.bytes();
    return text.length() == 4
        && (bytes[0] | 0x20) == 't'
        && (bytes[1] | 0x20) == 'r'
        && (bytes[2] | 0x20) == 'u'
        && (bytes[3] | 0x20) == 'e';
  }
}
