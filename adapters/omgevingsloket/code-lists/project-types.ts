export interface ProjectType {
  /** Without the prefix project_type_code_ of the published list. */
  readonly code: string;
  readonly label: string;
  /** Whether it is an application (aanvraag) by its name, which is checked for completeness. */
  readonly application: boolean;
}

const type = (code: string, label: string, application = false): ProjectType => ({
  code,
  label,
  application,
});

/** Types of projects, by the codes that the department publishes; labels are ours. */
export const projectTypes: readonly ProjectType[] = [
  type('omv2017_aanvraag', 'Aanvraag omgevingsvergunning (2017)', true),
  type('omv2019_aanvraag', 'Aanvraag omgevingsvergunning (2019)', true),
  type('omv2017_melding', 'Melding'),
  type('omv2017_vk_nieuw', 'Nieuwe verkaveling'),
  type('omv2017_vk_bijstelling', 'Bijstelling van een verkaveling'),
  type('omv2017_bijst_milv_expl', 'Bijstelling van milieuvoorwaarden, op vraag van de exploitant'),
  type('omv2017_bijst_milv_nietexpl', 'Bijstelling van milieuvoorwaarden, niet op vraag van de exploitant'),
  type('omv2019_bijst_milv_klasse3', 'Bijstelling van milieuvoorwaarden, klasse 3'),
  type('omv2017_afwijk_milv_expl', 'Afwijking van milieuvoorwaarden, op vraag van de exploitant'),
  type('omv2017_overdracht_voll', 'Volledige overdracht van de vergunning'),
  type('omv2017_overdracht_deel', 'Gedeeltelijke overdracht van de vergunning'),
  type('omv2017_stopzetting_iioa', 'Stopzetting van een ingedeelde inrichting of activiteit'),
  type('omv2017_schors_ophef_iioa', 'Schorsing of opheffing van een ingedeelde inrichting of activiteit'),
  type('omv2017_omzetting', 'Omzetting naar een vergunning van onbepaalde duur'),
  type('omv2022_verlenging_pas', 'Verlenging in het kader van de programmatische aanpak stikstof'),
  type('omv2024_vrijstelling', 'Vrijstelling'),
  type('omv2024_tussentijdse_rundvee', 'Tussentijdse maatregelen rundvee'),
];
