/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.marquetry.system.Clock;

/**
 * Who may sign: whose certificate is in the key store, or was issued, by however many steps, by one
 * that is; every certificate on the way valid now and meant for this use. Thread-safe.
 */
@SuppressWarnings("JavaUtilDate") // What the API of certificates speaks.
final class TrustedSigners {

  private static final String ANY_USE = "2.5.29.37.0";
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final int DIGITAL_SIGNATURE = 0;

  private final Set<X509Certificate> trusted;
  private final Path keystore;
  private final Clock clock;

  TrustedSigners(List<X509Certificate> trusted, Path keystore, Clock clock) {
    this.trusted = Set.copyOf(trusted);
    this.keystore = keystore;
    this.clock = clock;
  }

  /** Why a signer is not trusted and what to do; empty where it is. */
  String objection(CodeSigner signer) {
    List<X509Certificate> chain =
        signer.getSignerCertPath().getCertificates().stream()
            .map(X509Certificate.class::cast)
            .toList();
    X509Certificate leaf = chain.get(0);
    Date now = new Date(clock.millis());
    try {
      String objection = outOfTime(leaf, now);
      if (objection.isEmpty()) {
        objection = otherUse(leaf);
      }
      return objection.isEmpty() && !trusted.contains(leaf) ? issuers(leaf, chain, now) : objection;
    } catch (GeneralSecurityException e) {
      return "the certificate of "
          + name(leaf)
          + " cannot be checked: "
          + Reason.oneLine(String.valueOf(e.getMessage()));
    }
  }

  private String issuers(X509Certificate leaf, List<? extends Certificate> chain, Date now)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(leaf);
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(
            trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet()),
            target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(now);
    try {
      PKIXCertPathBuilderResult result =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      return outOfTime(result.getTrustAnchor().getTrustedCert(), now);
    } catch (CertPathBuilderException e) {
      for (Certificate certificate : chain) {
        String objection = outOfTime((X509Certificate) certificate, now);
        if (!objection.isEmpty()) {
          return objection;
        }
      }
      return "the certificate of "
          + name(leaf)
          + " is not in the key store "
          + keystore
          + ", nor is one that issued it; import it there with keytool if you trust it";
    }
  }

  private static String outOfTime(X509Certificate certificate, Date now) {
    try {
      certificate.checkValidity(now);
      return "";
    } catch (CertificateExpiredException e) {
      return "the certificate of "
          + name(certificate)
          + " expired on "
          + day(certificate.getNotAfter())
          + "; sign the jar with one that is valid";
    } catch (CertificateNotYetValidException e) {
      return "the certificate of "
          + name(certificate)
          + " is valid only from "
          + day(certificate.getNotBefore())
          + "; sign the jar with one that is valid now";
    }
  }

  private static String otherUse(X509Certificate certificate) throws CertificateParsingException {
    boolean[] usage = certificate.getKeyUsage();
    List<String> extended = certificate.getExtendedKeyUsage();
    boolean mine =
        (usage == null || usage[DIGITAL_SIGNATURE])
            && (extended == null || extended.contains(CODE_SIGNING) || extended.contains(ANY_USE));
    return mine
        ? ""
        : "the certificate of "
            + name(certificate)
            + " is not meant for signing code; sign the jar with one that is";
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private static String day(Date date) {
    return Instant.ofEpochMilli(date.getTime()).atZone(ZoneOffset.UTC).toLocalDate().toString();
  }
}
