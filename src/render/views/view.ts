/**
 * What commands answer: plain values, the contract of `--json`. Times are RFC 3339, durations integer
 * milliseconds. Terminal and JSON are sibling renderers of these; neither decides anything.
 */
import type {
  ChecksView,
  CommandView,
  DryRunView,
  PlanView,
  RunView,
  TransitionView,
  WatchingView,
} from './act.ts';
import type {
  CardView,
  CatchupView,
  ImportView,
  IncidentView,
  OpenedView,
  RecordedView,
  SwitchedView,
} from './incident.ts';
import type { LintView, RunbooksView, RunbookView } from './plan.ts';
import type { BlockView, ComparedView, SectionView } from './markdown.ts';
import type {
  CompletionView,
  DoctorView,
  DoneView,
  ExportedView,
  Piece,
  PostmortemView,
  RedactionView,
  SealedView,
  SettingsView,
} from './plumbing.ts';
import type {
  AuditView,
  EntryView,
  FollowingView,
  ListView,
  TimelineView,
  TodosView,
  VerifiedView,
} from './reading.ts';

export type View =
  | CompletionView
  | DoctorView
  | SettingsView
  | RedactionView
  | RecordedView
  | OpenedView
  | IncidentView
  | ImportView
  | CardView
  | TimelineView
  | FollowingView
  | EntryView
  | TodosView
  | AuditView
  | CatchupView
  | ListView
  | VerifiedView
  | SwitchedView
  | ChecksView
  | WatchingView
  | TransitionView
  | PlanView
  | SectionView
  | BlockView
  | ComparedView
  | DryRunView
  | RunbooksView
  | RunbookView
  | LintView
  | RunView
  | CommandView
  | PostmortemView
  | ExportedView
  | Piece
  | SealedView
  | DoneView;
