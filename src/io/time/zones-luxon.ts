import { fixedOffset, type Zones } from '../../core/time/zone.ts';

export interface NamedZones extends Zones {
  /** Whether the text is a fixed offset or an IANA name in any case; abbreviations that ICU has count as names. */
  isZone(text: string): boolean;
}

/**
 * Zone offsets from luxon, that is from `Intl`: independent of `TZ`, so it also works where `process.env` is
 * not the process's own (workers, tests). Slower to load than a whole note takes; never on its path.
 */
export const luxonZones = async (): Promise<NamedZones> => {
  const { IANAZone } = await import('luxon');
  // From Node 22 on, Intl itself takes offsets, up to 23:59. Which of them are zones is for `fixedOffset` to say.
  const isName = (text: string): boolean => /^[A-Za-z]/.test(text);
  return {
    isZone: (text) => fixedOffset(text) !== undefined || (isName(text) && IANAZone.isValidZone(text)),
    // luxon answers NaN for an unknown name, as the port asks; + 0 turns -0 into 0.
    offset: (zone, utcMs) =>
      fixedOffset(zone) ?? (isName(zone) ? IANAZone.create(zone).offset(utcMs) + 0 : NaN),
  };
};

/** Whether the text names a zone. */
export const isZone = async (text: string): Promise<boolean> => (await luxonZones()).isZone(text);
