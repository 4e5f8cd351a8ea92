import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { formatDay } from '../../../ui/days.ts';
import { type Day, series } from './series.ts';

/** The numbers of the chart, for whoever listens, copies or wants them exact; the newest first. */
export function DaysTable({ days }: { days: Day[] }) {
  const { t } = useTranslation();
  const language = spokenLanguage();
  const number = new Intl.NumberFormat(language);
  return (
    <details className="group">
      <summary className="inline-flex min-h-8 cursor-pointer items-center rounded-chip text-link pointer-coarse:min-h-11">
        {t('administration.overview.as_table')}
      </summary>
      <div className="overflow-x-auto pt-2">
        <table aria-label={t('administration.overview.days')} className="w-full max-w-[680px] text-13 tabular-nums">
          <thead>
            <tr className="border-b border-line text-left text-muted">
              <th scope="col" className="py-2 pr-3 font-medium">
                {t('administration.overview.day')}
              </th>
              {series.map((name) => (
                <th key={name} scope="col" className="px-3 py-2 text-right font-medium">
                  {t(`administration.overview.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.date} className="border-b border-line">
                <th scope="row" className="py-1.5 pr-3 text-left font-plain">
                  {formatDay(day.date, language, { dateStyle: 'medium' })}
                </th>
                {series.map((name) => (
                  <td key={name} className="px-3 py-1.5 text-right">
                    {number.format(day[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
