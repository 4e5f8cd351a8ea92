import type { Area } from 'react-easy-crop';
import { useTranslation } from 'react-i18next';

/** The chosen part as others will see it. */
export function PicturePreviews({ address, part }: { address: string; part: Area }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-3">
      <h3 className="text-13 text-muted">{t('account_pages.picture.preview')}</h3>
      <div className="flex items-end gap-4">
        <div className="size-24 overflow-hidden rounded-full bg-sunken">
          <Part address={address} part={part} alt={t('account_pages.picture.round')} />
        </div>
        <div className="size-16 overflow-hidden rounded-control bg-sunken">
          <Part address={address} part={part} alt={t('account_pages.picture.square')} />
        </div>
      </div>
    </div>
  );
}

/** `part` is in hundredths of the picture's own width and height. */
function Part({ address, part, alt }: { address: string; part: Area; alt: string }) {
  const share = (of: number, whole: number) => `${(of / whole) * 100}%`;
  return (
    <div className="relative size-full">
      <img
        src={address}
        alt={alt}
        className="absolute max-w-none"
        style={{
          width: share(100, part.width),
          height: share(100, part.height),
          left: share(-part.x, part.width),
          top: share(-part.y, part.height),
        }}
      />
    </div>
  );
}
