import type { Packages } from './packages.js';

/**
 * What a fictional Schilde asked people to sign: package 101 waits for Emma, 102 is completed, 103 was declined. The
 * sandbox has a record of each, which knows these numbers.
 */
export function seed(packages: Packages): void {
  const emma = { email: 'emma.peeters@burger.example', name: 'Emma Peeters' };
  const lucas = { email: 'lucas.janssens@burger.example', name: 'Lucas Janssens' };
  const tom = { email: 'tom.wouters@schilde.example', name: 'Tom Wouters' };
  const box = { x: 50, y: 600, width: 200, height: 60 };
  const ask = (name: string, people: readonly (typeof emma)[], lines: readonly string[]): number => {
    const { id } = packages.create(name, 'ONLY_OTHERS');
    const document = packages.seedDocument(id, `${name}.pdf`, lines);
    packages.setWorkflow(id, { workflow_type: 'CUSTOM' });
    people.forEach((person, index) => {
      packages.addUser(id, { ...person, role: 'SIGNER', signingOrder: index + 1 });
      packages.addField(id, document.id, {
        order: index + 1,
        page: 1,
        box: { ...box, x: 50 + index * 250 },
      });
    });
    packages.share(id);
    return id;
  };
  ask(
    'Overeenkomst inname openbaar domein',
    [emma, tom],
    ['De aanvrager neemt de stoep voor het huis in van 1 tot en met 5 december.'],
  );
  const lease = ask('Huur feestzaal De Werf', [emma, tom], ['De zaal wordt gehuurd op 12 december.']);
  packages.act(lease, emma.email, 'sign');
  packages.act(lease, tom.email, 'sign');
  const garden = ask('Gebruik volkstuin 14', [lucas, tom], ['De tuin wordt gebruikt tot eind volgend jaar.']);
  packages.act(garden, lucas.email, 'decline');
}
