import { useEffect, useId, useRef, useState } from 'react';
import Cropper, { type Area } from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { ChoosePicture } from './choose-picture.tsx';
import { PicturePreviews } from './picture-previews.tsx';
import { usePictureUpload } from './use-picture-upload.ts';

interface CropPictureProps {
  picture: HTMLImageElement;
  onChoose: (picture: HTMLImageElement) => void;
}

const mostZoom = 4;
/** Pixels for each press of an arrow; with Shift a fifth of it. */
const arrowStep = 10;

/** The square of a picture that is going to be shown: moved and made larger by mouse, finger and keyboard. */
export function CropPicture({ picture, onChoose }: CropPictureProps) {
  const { t } = useTranslation();
  const aboutId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed has gone.
  useEffect(() => heading.current?.focus(), []);
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [part, setPart] = useState<{ percent: Area; pixels: Area } | null>(null);
  const { upload, isBusy, isWaiting, endWait, error, words } = usePictureUpload();
  return (
    <section className="flex flex-col gap-6">
      <div>
        <h2 ref={heading} tabIndex={-1} className="text-17 font-strong outline-none">
          {t('account_pages.picture.crop')}
        </h2>
        <p id={aboutId} className="text-muted">
          {t('account_pages.picture.crop_about')}
        </p>
      </div>
      {error !== null && <ProblemNotice error={error} words={words} onWaitOver={endWait} />}
      <div className="flex flex-wrap gap-8">
        <div className="flex w-80 max-w-full flex-col gap-4">
          <div className="relative aspect-square overflow-hidden rounded-control bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
            <Cropper
              image={picture.src}
              crop={crop}
              zoom={zoom}
              maxZoom={mostZoom}
              aspect={1}
              cropShape="round"
              objectFit="cover"
              showGrid={false}
              keyboardStep={arrowStep}
              disableAutomaticStylesInjection
              cropperProps={{
                role: 'application',
                'aria-label': t('account_pages.picture.crop'),
                'aria-describedby': aboutId,
              }}
              onCropChange={setCrop}
              onZoomChange={setZoom}
              onCropAreaChange={(percent, pixels) => setPart({ percent, pixels })}
            />
          </div>
          <ZoomField zoom={zoom} onZoom={setZoom} />
        </div>
        {part && <PicturePreviews address={picture.src} part={part.percent} />}
      </div>
      <div className="flex flex-wrap gap-3 max-wide:*:grow">
        <Button
          kind="main"
          isBusy={isBusy}
          isBarred={isWaiting}
          onClick={() => part && void upload(picture, part.pixels)}
        >
          {t('account_pages.picture.save')}
        </Button>
        <ButtonLink to="/account">{t('account_pages.picture.cancel')}</ButtonLink>
      </div>
      <StillWorking isOn={isBusy} />
      <ChoosePicture label={t('account_pages.picture.choose_another')} onChoose={onChoose} />
    </section>
  );
}

function ZoomField({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  const { t } = useTranslation();
  return (
    <label className="flex min-h-10 items-center gap-4 pointer-coarse:min-h-11">
      <span className="font-medium">{t('account_pages.picture.zoom')}</span>
      <input
        type="range"
        min={1}
        max={mostZoom}
        step={0.05}
        value={zoom}
        aria-valuetext={`${Math.round(zoom * 100)} %`}
        onChange={(event) => onZoom(event.target.valueAsNumber)}
        className="h-10 min-w-0 grow accent-accent pointer-coarse:h-11"
      />
    </label>
  );
}
