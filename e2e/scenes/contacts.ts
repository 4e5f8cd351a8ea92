import type { Scene } from './stage.ts';

export const contactsScenes: Record<string, Scene> = {};
