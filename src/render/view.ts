/**
 * What commands answer: plain values, the contract of `--json`. Times are RFC 3339, durations integer
 * milliseconds. Terminal and JSON are sibling renderers of these; neither decides anything.
 */
import type { ChecksView, CommandView, DryRunView, PlanView, RunView } from './act-views.ts';
import type {
  CardView,
  CatchupView,
  ImportView,
  IncidentView,
  OpenedView,
  RecordedView,
  SwitchedView,
} from './incident-views.ts';
import type {
  CompletionView,
  DoctorView,
  DoneView,
  PostmortemView,
  RedactionView,
  SettingsView,
} from './plumbing-views.ts';
import type {
  EntryView,
  FollowingView,
  ListView,
  TimelineView,
  TodosView,
  VerifiedView,
} from './reading-views.ts';

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
  | CatchupView
  | ListView
  | VerifiedView
  | SwitchedView
  | ChecksView
  | PlanView
  | DryRunView
  | RunView
  | CommandView
  | PostmortemView
  | DoneView;
