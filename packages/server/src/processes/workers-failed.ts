/** The workers cannot start: there is no use in trying again. */
export class WorkersFailed extends Error {
  constructor() {
    super('The workers end again and again before they are ready: the lines above say why.');
    this.name = 'WorkersFailed';
  }
}
