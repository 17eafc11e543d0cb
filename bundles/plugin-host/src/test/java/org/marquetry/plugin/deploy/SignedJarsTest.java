/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedJarsTest {

  @TempDir private static Path keyDirectory;
  @TempDir private Path directory;
  private static Keys keys;
  private static Trust trust;
  private byte[] jar;

  @BeforeAll
  static void makeKeys() throws IOException, InterruptedException, GeneralSecurityException {
    keys = new Keys(keyDirectory.resolve("keys.p12"));
    keys.make("vendor");
    keys.make("stranger");
    keys.make("issuer", "-ext", "BC:c");
    keys.make("employee", "-signer", "issuer");
    keys.make("former", "-signer", "issuer", "-startdate", "-30d", "-validity", "10");
    keys.make("early", "-startdate", "+10d");
    keys.make("server", "-ext", "EKU=serverAuth");
    Path store =
        keys.trusting(keyDirectory.resolve("trusted.p12"), "vendor", "issuer", "early", "server");
    trust = DeployWorld.settings("signed", store, Keys.PASSWORD).load(new SteppedClock());
  }

  @BeforeEach
  void makeJar() throws IOException {
    jar = BundleMaker.bundle("x", "1").entry("a/A.class", "class A").entry("b.txt", "b").bytes();
  }

  @Test
  void aJarSignedByATrustedCertificateIsAdmitted() throws Exception {
    assertThat(objection(keys.sign(jar, "vendor"))).isNull();
  }

  @Test
  void aJarSignedByACertificateOfATrustedIssuerIsAdmitted() throws Exception {
    assertThat(objection(keys.sign(jar, "employee"))).isNull();
  }

  @Test
  void oneTrustedSignatureOfSeveralIsEnough() throws Exception {
    assertThat(objection(keys.sign(keys.sign(jar, "vendor"), "stranger"))).isNull();
  }

  @Test
  void aJarWithoutSignatureIsRefused() throws Exception {
    assertThat(objection(jar)).startsWith("its entry a/A.class is not signed");
  }

  @Test
  void aManifestAloneBearsNoSignature() throws Exception {
    byte[] manifest = BundleMaker.bundle("x", "1").bytes();

    assertThat(objection(manifest)).startsWith("it has no signed entry");
    assertThat(objection(keys.sign(manifest, "vendor"))).startsWith("it has no signed entry");
  }

  @Test
  void aStrangersSignatureIsRefusedWithTheName() throws Exception {
    assertThat(objection(keys.sign(jar, "stranger")))
        .startsWith("the certificate of CN=stranger is not in the key store")
        .contains("trusted.p12", "import it there");
  }

  @Test
  void certificatesCountOnlyInTheirTime() throws Exception {
    assertThat(objection(keys.sign(jar, "former")))
        .startsWith("the certificate of CN=former expired on 20");
    assertThat(objection(keys.sign(jar, "early")))
        .startsWith("the certificate of CN=early is valid only from 20");
  }

  @Test
  void aCertificateForSomethingElseIsRefused() throws Exception {
    assertThat(objection(keys.sign(jar, "server")))
        .startsWith("the certificate of CN=server is not meant for signing code");
  }

  @Test
  void anEntryAddedAfterSigningIsRefused() throws Exception {
    byte[] signed = keys.sign(jar, "vendor");

    assertThat(objection(with(signed, "c.txt", "c"))).startsWith("its entry c.txt is not signed");
  }

  @Test
  void anEntryForAnotherJavaVersionAddedAfterSigningIsRefused() throws Exception {
    byte[] multi =
        BundleMaker.bundle("x", "1").header("Multi-Release", "true").entry("A.class", "A").bytes();
    byte[] signed = keys.sign(multi, "vendor");

    assertThat(objection(signed)).isNull();
    assertThat(objection(with(signed, "META-INF/versions/9/A.class", "B")))
        .startsWith("its entry META-INF/versions/9/A.class is not signed");
  }

  @Test
  void anEntryThatAStrangerAddedAndSignedIsRefused() throws Exception {
    byte[] signed = keys.sign(with(keys.sign(jar, "vendor"), "c.txt", "c"), "stranger");

    assertThat(objection(signed)).startsWith("the certificate of CN=stranger is not in");
  }

  @Test
  void aChangedEntryIsRefused() throws Exception {
    byte[] signed = keys.sign(jar, "vendor");

    assertThat(objection(with(signed, "b.txt", "changed")))
        .startsWith("its entry b.txt was changed after it was signed");
  }

  @Test
  void aMissingEntryIsRefused() throws Exception {
    byte[] signed = keys.sign(jar, "vendor");

    assertThat(objection(changed(signed, "b.txt", content -> null)))
        .startsWith("its entry b.txt was signed and is missing");
  }

  @Test
  void aChangedManifestIsRefused() throws Exception {
    byte[] signed = keys.sign(jar, "vendor");

    assertThat(
            objection(
                changed(
                    signed,
                    "META-INF/MANIFEST.MF",
                    text -> text.replace("Bundle-Version: 1", "Bundle-Version: 2"))))
        .startsWith("its signature is broken");
  }

  @Test
  void aSignatureMustCoverTheMainPartOfTheManifest() throws Exception {
    byte[] manifest = "Manifest-Version: 1.0".getBytes(ISO_8859_1);
    String digest =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(manifest));

    assertThat(covers("SHA-256-Digest-Manifest-Main-Attributes", "compared by Java", manifest))
        .isTrue();
    assertThat(covers("SHA-256-Digest-Manifest", digest, manifest)).isTrue();
    assertThat(covers("SHA-256-Digest-Manifest", digest, new byte[1])).isFalse();
    assertThat(covers("NONE-Digest-Manifest", digest, manifest)).isFalse();
    assertThat(covers("Created-By", "me", manifest)).isFalse();
  }

  private static boolean covers(String key, String value, byte[] manifest) {
    Attributes signature = new Attributes();
    signature.putValue(key, value);
    return SignedJars.coversManifest(signature, manifest);
  }

  @Test
  void aSignatureThatLostItsMainPartIsRefused() throws Exception {
    byte[] signed =
        changed(
            keys.sign(jar, "vendor"),
            "META-INF/VENDOR.SF",
            text -> text.replace("-Main-Attributes", "-Other-Attributes"));

    assertThat(objection(signed)).isNotNull();
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws Exception {
    byte[] twice = with(keys.sign(jar, "vendor"), "c.txt", "c");

    assertThat(objection(renamed(twice, "c.txt", "b.txt")))
        .isEqualTo("it has the entry b.txt twice; build it anew");
  }

  @Test
  void aSecondManifestIsRefused() throws Exception {
    byte[] second = with(keys.sign(jar, "vendor"), "meta-inf/manifest.mf", "Bundle-Version: 3\n");

    assertThat(objection(second)).contains("meta-inf/manifest.mf");
  }

  @Test
  void settingsThatCannotWorkSayWhy() throws Exception {
    SteppedClock clock = new SteppedClock();
    Path store = keys.trusting(directory.resolve("t.p12"), "vendor");
    Path empty = keys.trusting(directory.resolve("empty.p12"));
    Path missing = directory.resolve("missing.p12");

    assertThat(DeployWorld.settings("sined", store, Keys.PASSWORD).load(clock).problem())
        .contains("plugins.trust = sined is neither 'any' nor 'signed'");
    assertThat(DeployWorld.settings("signed", null, null).load(clock).problem())
        .contains("needs plugins.keystore");
    assertThat(DeployWorld.settings("signed", missing, null).load(clock).problem())
        .contains("missing.p12 cannot be read: no such file");
    assertThat(DeployWorld.settings("signed", store, "wrong").load(clock).problem())
        .contains("t.p12 cannot be read", "password");
    assertThat(DeployWorld.settings("signed", empty, Keys.PASSWORD).load(clock).problem())
        .contains("empty.p12 has no certificate");
    assertThat(new TrustSettings("signed", store, Keys.PASSWORD, "NONE").load(clock).problem())
        .contains("plugins.keystore.type");
    assertThat(DeployWorld.settings("signed", store, Keys.PASSWORD).load(clock).problem()).isNull();
  }

  @Test
  void theCommandLineWinsOverTheConfiguration() {
    Path conf = Path.of("/conf");
    Map<String, Object> configuration = Map.of("plugins.trust", "ANY", "plugins.keystore", "a.p12");

    assertThat(TrustSettings.of(configuration, Map.of(), conf))
        .isEqualTo(new TrustSettings("any", Path.of("/conf/a.p12"), null, "PKCS12"));
    assertThat(TrustSettings.of(configuration, Map.of("plugins.trust", "signed"), conf).trust())
        .isEqualTo("signed");
    assertThat(new TrustSettings("signed", null, "secret", "JKS").toString())
        .doesNotContain("secret");
  }

  private String objection(byte[] content) throws IOException {
    Path file = directory.resolve("x.jar");
    Files.write(file, content);
    return trust.objection(file);
  }

  private static byte[] with(byte[] jar, String name, String content) throws IOException {
    return changed(jar, name, before -> content);
  }

  /**
   * @param change of an entry's text, {@code null} where it is not there; to {@code null} to take
   *     it away
   */
  private static byte[] changed(byte[] jar, String name, UnaryOperator<String> change)
      throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    byte[] before = entries.get(name);
    String after = change.apply(before == null ? null : new String(before, ISO_8859_1));
    if (after == null) {
      entries.remove(name);
    } else {
      entries.put(name, after.getBytes(ISO_8859_1));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Gives an entry another name of the same length, which no zip library would do. */
  private static byte[] renamed(byte[] jar, String from, String to) {
    byte[] name = from.getBytes(ISO_8859_1);
    byte[] renamed = jar.clone();
    for (int i = 0; i + name.length <= jar.length; i++) {
      if (Arrays.equals(jar, i, i + name.length, name, 0, name.length)) {
        System.arraycopy(to.getBytes(ISO_8859_1), 0, renamed, i, name.length);
      }
    }
    return renamed;
  }
}
