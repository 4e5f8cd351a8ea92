import { useTranslation } from 'react-i18next';
import { Bar, BarChart, ResponsiveContainer, Tooltip, type TooltipContentProps, XAxis, YAxis } from 'recharts';
import { spokenLanguage } from '../../../language/speak.ts';
import { formatDay } from '../../../ui/days.ts';
import type { Day, Series } from './series.ts';

const colours: Record<Series, string> = {
  sign_ins: 'var(--accent)',
  failed_sign_ins: 'var(--danger)',
  sign_ups: 'var(--success)',
};

const mark = { fill: 'var(--muted)', fontSize: 12 };

/** One number of each day as a bar; the three charts point at the same day together. The table beside it says all of it. */
export function DaysChart({ name, days }: { name: Series; days: Day[] }) {
  const language = spokenLanguage();
  const short = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <div aria-hidden="true" className="h-full w-full">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={days}
          syncId="days"
          accessibilityLayer={false}
          margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="20%"
        >
          <XAxis
            dataKey="date"
            tickFormatter={(day: string) => short.format(new Date(`${day}T00:00:00Z`))}
            tick={mark}
            tickLine={false}
            axisLine={false}
            tickMargin={6}
            minTickGap={32}
          />
          <YAxis
            allowDecimals={false}
            tickCount={3}
            width={36}
            tick={mark}
            tickLine={false}
            axisLine={false}
            tickFormatter={(count: number) => new Intl.NumberFormat(language, { notation: 'compact' }).format(count)}
          />
          <Tooltip
            cursor={{ fill: 'var(--sunken)' }}
            isAnimationActive={false}
            content={(told: TooltipContentProps) => <Told told={told} name={name} />}
          />
          <Bar dataKey={name} fill={colours[name]} radius={[2, 2, 0, 0]} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function Told({ told, name }: { told: TooltipContentProps; name: Series }) {
  const { t } = useTranslation();
  const count = told.payload[0]?.value;
  if (!told.active || typeof count !== 'number' || typeof told.label !== 'string') return null;
  return (
    <div className="rounded-control border border-line bg-raised px-3 py-2 text-13 shadow-floating">
      <p className="text-muted">{formatDay(told.label, spokenLanguage(), { dateStyle: 'medium' })}</p>
      <p className="font-medium tabular-nums">
        {t(`administration.overview.${name}`)}: {new Intl.NumberFormat(spokenLanguage()).format(count)}
      </p>
    </div>
  );
}
