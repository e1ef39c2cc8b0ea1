/** 3GPP TS 23.038: the default alphabet and its extension table. */
const GSM_7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€',
);
const UCS2_SINGLE = 70;
const UCS2_PART = 67;

/** Number of UCS-2 segments a text message takes; undefined when it fits the GSM alphabet and is not sent as UCS-2. */
export function ucs2Segments(text: string): number | undefined {
  if ([...text].every((character) => GSM_7.has(character))) return undefined;
  return text.length <= UCS2_SINGLE ? 1 : Math.ceil(text.length / UCS2_PART);
}
