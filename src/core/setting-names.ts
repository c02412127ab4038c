/** What a person may set once for all commands, in `$XDG_CONFIG_HOME/inc/config.json`. */
export const settable = ['zone', 'template'] as const;
export type Settable = (typeof settable)[number];
export type UserSettings = Readonly<Partial<Record<Settable, string>>>;

/** What `inc config get` tells about, with where each comes from. */
export const settingNames = ['user', ...settable, 'incident', 'catalogue', 'store'] as const;
export type SettingName = (typeof settingNames)[number];

export const isSettable = (name: string): name is Settable => settable.some((known) => known === name);
