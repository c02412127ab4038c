import type { Evidence, TrailRun } from '../core/incident/audit-trail.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { duration } from '../core/time/duration.ts';
import type { ActionItem } from '../core/incident/incident-state.ts';
import { shellWords } from '../core/text/shell-words.ts';
import type { Plan } from '../plan/plan.ts';
import type { AuditView } from '../render/views/reading.ts';

type Finding = AuditView['findings'][number];

const day = 86_400_000;
/** A certificate that ends sooner (days) is a finding. */
const certificateDays = 30;

/** A plan of the catalogue as an audit sees it. */
export interface AuditedPlan {
  /** As it is typed. */
  readonly name: string;
  readonly plan: Plan;
  /** Mistakes that keep it from running, or let it go wrong. */
  readonly mistakes: number;
  /** Digests of the programs of its steps now, by the path as written; undefined: it is missing. */
  readonly scripts: Readonly<Record<string, string | undefined>>;
  /** A person walks through it, block by block: that is no drill of its own. */
  readonly walked?: true;
}

/** A run proves its plan when it was verified; where nothing could verify it, when every step ran. */
const proves = ({ verdict, rehearsal }: TrailRun, plan: Plan): boolean =>
  verdict === 'verified' || (verdict === 'unverified' && plan.verify.length === 0 && rehearsal !== 'printed');

/** Plans that are wrong, that nobody has tried for long, or that are no longer what was tried. `now` in epoch milliseconds. */
export function planFindings(
  { name, plan, mistakes, scripts, walked }: AuditedPlan,
  { runs }: Evidence,
  now: number,
  olderMs: number,
): Finding[] {
  const findings: Finding[] = [];
  const subject = `plan ${name}`;
  const word = shellWords([name]);
  if (mistakes > 0)
    findings.push({
      rule: 'plan-invalid',
      subject,
      what: `has ${mistakes} ${mistakes === 1 ? 'mistake' : 'mistakes'}`,
      why: 'it would be refused, or fail, when it is needed',
      next: `inc runbook lint ${word}`,
    });
  const verb = plan.kind === 'runbook' ? 'runbook run' : 'failover';
  const exercise = `inc open --drill ${shellWords([`Drill of ${name}`])}, then: inc ${verb} ${word}${walked ? '' : ' --drill'}`;
  const own = runs
    .filter((run) => run.name === plan.name)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const proof = own.findLast((run) => proves(run, plan));
  if (!proof) {
    const last = own.at(-1);
    findings.push({
      rule: 'plan-not-drilled',
      subject,
      what: last
        ? `never worked, neither in a drill nor for real; the last time, ${last.at.slice(0, 10)}: ${last.rehearsal === 'printed' ? 'only printed' : (last.verdict ?? 'no end is recorded')}`
        : 'was never tried, neither in a drill nor for real',
      why: 'nobody knows whether it works',
      next: exercise,
    });
    return findings;
  }
  const age = now - Date.parse(proof.at);
  if (age > olderMs)
    findings.push({
      rule: 'plan-not-drilled',
      subject,
      what: `worked last ${duration(age)} ago (${proof.at.slice(0, 10)}${proof.drill ? ', a drill' : ''})`,
      why: `systems change; it should be tried every ${duration(olderMs)}`,
      next: exercise,
    });
  const changed = Object.entries(scripts)
    .filter(([file, digest]) => digest !== undefined && proof.scripts[file] !== digest)
    .map(([file]) => file);
  if (changed.length > 0)
    findings.push({
      rule: 'plan-changed',
      subject,
      what: `runs what is not as it was when it worked (${proof.at.slice(0, 10)}): ${changed.join(', ')}`,
      why: 'what was proved then is not what would run now',
      next: exercise,
    });
  return findings;
}

/** Checks that were never seen well, and certificates that are about to end, by what was last seen of them. */
export function checkFindings({ checks }: Catalogue, evidence: Evidence, now: number): Finding[] {
  return Object.values(checks).flatMap(({ name }): Finding[] => {
    const seen = evidence.checks.get(name);
    const subject = `check ${name}`;
    const next = `inc check ${shellWords([name])}`;
    const unproved: Finding[] = seen?.wasOk
      ? []
      : [
          {
            rule: 'check-never-ok',
            subject,
            what: seen
              ? `was never OK; the last time, ${seen.last.at.slice(0, 10)}: ${seen.last.status}`
              : 'was never asked',
            why: 'nobody knows whether it can be OK, and a failover that waits for it would wait in vain',
            next: seen ? next : `${next}, while an incident is open: a drill will do`,
          },
        ];
    const left = seen?.days ? Math.floor(seen.days.left - (now - Date.parse(seen.days.at)) / day) : undefined;
    if (left === undefined || left >= certificateDays) return unproved;
    const at = seen?.days?.at.slice(0, 10) ?? '';
    return [
      ...unproved,
      {
        rule: 'certificate-ends',
        subject,
        what: `its certificate ${left < 0 ? 'has ended' : `ends in ${left} ${left === 1 ? 'day' : 'days'}`}, by what was seen on ${at}`,
        why: 'when it ends, nobody can connect',
        next: `renew it, then: ${next}`,
      },
    ];
  });
}

const verifiedBy = ({ verify, steps }: Plan): string[] => [
  ...verify.map(({ check }) => check),
  ...steps.flatMap((step) => (step.verify ? [step.verify.check] : [])),
];

/** Services that nobody owns, that nothing asks, or that no plan brings back. */
export function serviceFindings(
  { services, file }: Pick<Catalogue, 'services' | 'file'>,
  plans: readonly AuditedPlan[],
): Finding[] {
  const verified = new Set(plans.flatMap(({ plan }) => verifiedBy(plan)));
  return Object.entries(services).flatMap(([name, { owner, checks }]): Finding[] => {
    const subject = `service ${name}`;
    return [
      ...(owner === undefined
        ? [
            {
              rule: 'service-without-owner' as const,
              subject,
              what: 'has no owner',
              why: 'in an outage nobody knows whom to call',
              next: `say owner: in ${file}`,
            },
          ]
        : []),
      ...(checks.length === 0
        ? [
            {
              rule: 'service-without-check' as const,
              subject,
              what: 'has no check',
              why: 'nobody can tell whether it is well',
              next: `say checks: in ${file}`,
            },
          ]
        : checks.some((check) => verified.has(check))
          ? []
          : [
              {
                rule: 'service-without-plan' as const,
                subject,
                what: 'has no plan: none is verified by one of its checks',
                why: 'in an outage somebody will have to improvise',
                next: `write one: ${file.replace(/[^/]*$/, '')}plans/${name}.yaml`,
              },
            ]),
    ];
  });
}

/** Action items that are late. `today` is a date in the incident's zone. */
export const actionFindings = (incident: string, actions: readonly ActionItem[], today: string): Finding[] =>
  actions
    .filter(({ state, due }) => state === 'open' && due !== undefined && due < today)
    .map(({ action, title, due = '', owner }) => ({
      rule: 'action-overdue' as const,
      subject: `action ${incident}:${action}`,
      what: `was due ${due}${owner === undefined ? ', and nobody has it' : ` by ${owner}`}: ${title}`,
      why: 'what it was to prevent can happen again',
      next: `inc todos done ${shellWords([`${incident}:${action}`])}`,
    }));
