import type { Scene } from './stage.ts';

export const catteryScenes: Record<string, Scene> = {};
