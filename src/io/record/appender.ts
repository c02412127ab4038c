import { existsSync } from 'node:fs';
import { maxLine, seal, type Envelope, type Recorded } from '../../core/record/envelope.ts';
import type { Event, Happening } from '../../core/record/events.ts';
import { Fault } from '../../core/faults.ts';
import type { Journal, Opening, Receipt } from '../../core/ports/record-ports.ts';
import { nextTick, ulid } from '../../core/record/ulid.ts';
import { rfc3339 } from '../../core/time/zone.ts';
import { append } from './append.ts';
import { openingOf } from './opening.ts';
import type { Heads } from './tail.ts';

export interface AppenderParts {
  readonly store: string;
  readonly state: string;
  readonly replica: () => Promise<string>;
  readonly by: string;
  /** Epoch milliseconds of what is recorded now. */
  readonly now: () => number;
  readonly offset: (zone: string, ms: number) => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Redacts by every rule in force for the incident, before anything touches a disk. */
  readonly redact: (incident: string | undefined, happenings: readonly Happening[]) => Promise<Redacted>;
}

export interface Redacted {
  readonly happenings: readonly Happening[];
  readonly count: number;
}

export interface Composed {
  readonly line: string;
  readonly event: Recorded;
}

type Listener = (incident: string, event: Recorded) => void;

/** What `note` needs of the journal, and what the rest of it is built on. */
export interface Appender extends Pick<Journal, 'append' | 'opening' | 'subscribe'> {
  compose(replica: string, zone: string, happenings: readonly Happening[], heads: Heads): Composed[];
  receipt(
    incident: string,
    composed: readonly Composed[],
    redactions: number,
    trouble?: Receipt['trouble'],
  ): Receipt;
}

export function appenderAt(parts: AppenderParts): Appender {
  const listeners: Listener[] = [];
  const openings = new Map<string, Opening>();
  const log = (incident: string): string => `${parts.store}/incidents/${incident}/log`;

  function opening(incident: string): Opening | undefined {
    const found = openings.get(incident) ?? openingOf(incident, log(incident));
    if (found) openings.set(incident, found);
    return found;
  }

  /** Links the events to what the writer saw, one after the other, and seals each line. */
  function compose(
    replica: string,
    zone: string,
    happenings: readonly Happening[],
    heads: Heads,
  ): Composed[] {
    if (heads.heads.some((head) => head.major !== 1))
      throw new Fault('DATA', 'a newer inc wrote this record; this one only reads it', {
        hint: 'npm install --global incident-cli',
      });
    let seen = heads.heads.map((head) => head.id);
    let parents = heads.heads.slice(0, 64).map((head) => head.hash);
    const now = parts.now();
    return happenings.map((happening) => {
      const id = ulid(nextTick(now, seen), parts.random(8));
      const at = happening.at ?? { ms: now, offset: parts.offset(zone, now) };
      const envelope: Envelope = {
        v: 1,
        id,
        parents,
        rec: new Date(now).toISOString(),
        rep: replica,
        by: parts.by,
        at: rfc3339(at.ms, at.offset),
      };
      const event = { type: happening.type, data: happening.data } as Event;
      const { line, hash } = seal(envelope, event);
      const length = Buffer.byteLength(line) + 1;
      if (length > maxLine)
        throw new Fault('USAGE', `too long: ${length} bytes, and a line of the record holds ${maxLine}`, {
          details: { tooLong: event.type },
        });
      // It is greater than all that were seen before it.
      seen = [id];
      parents = [hash];
      return { line, event: { ...envelope, ...event, hash } };
    });
  }

  function receipt(
    incident: string,
    composed: readonly Composed[],
    redactions: number,
    trouble?: Receipt['trouble'],
  ): Receipt {
    const events = composed.map(({ event }) => event);
    for (const event of events) for (const listener of listeners) listener(incident, event);
    return { where: trouble ? 'spooled' : 'home', events, redactions, ...(trouble ? { trouble } : {}) };
  }

  return {
    compose,
    receipt,
    async append(incident, happenings) {
      const folder = log(incident);
      let replica = '';
      let redactions = 0;
      let composed: Composed[] = [];
      let link: ((heads: Heads) => Composed[]) | undefined;
      try {
        const { happenings: safe, count } = await parts.redact(incident, happenings);
        redactions = count;
        replica = await parts.replica();
        const zone = opening(incident)?.zone ?? 'UTC';
        const linked = (heads: Heads): Composed[] => (composed = compose(replica, zone, safe, heads));
        link = linked;
        append(folder, `${replica}.jsonl`, parts.now(), (heads) => linked(heads).map(({ line }) => line));
      } catch (error) {
        const { rescue } = await import('./rescue.ts');
        const rescued = rescue(parts.state, incident, folder, { happenings, compose: link, composed }, error);
        return receipt(incident, rescued.composed, redactions, rescued.trouble);
      }
      if (existsSync(`${parts.state}/spool/${incident}`)) {
        const { mergeSpool } = await import('./spool.ts');
        mergeSpool(parts.state, incident, folder, `${replica}.jsonl`, parts.now());
      }
      return receipt(incident, composed, redactions);
    },
    opening,
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
