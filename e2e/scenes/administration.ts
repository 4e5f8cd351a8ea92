import type { Scene } from './stage.ts';

export const administrationScenes: Record<string, Scene> = {};
