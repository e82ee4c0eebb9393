package io.meshlog.events.signature;

import java.util.HexFormat;

/** Keys with known bytes: the first two test vectors of RFC 8032. */
public final class SampleKeys {
  public static final EventSigner FIRST =
      signer(
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  public static final EventSigner SECOND =
      signer(
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
          "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  public static final EventSigner STRANGER =
      signer(
          "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
          "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");

  private SampleKeys() {}

  private static EventSigner signer(String publicKey, String seed) {
    HexFormat hex = HexFormat.of();
    // What comes before the seed in the encoding of a private key: RFC 8410.
    byte[] pkcs8 = hex.parseHex("302e020100300506032b657004220420" + seed);
    return EventSigner.of(hex.parseHex(publicKey), pkcs8);
  }
}
