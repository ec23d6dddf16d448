/** The screen of a campaign, as a pure function of how far it has come and the terminal's size. */

import type { Key } from "ink";
import type { ReactNode } from "react";
import { Keyboard } from "./components/keyboard.tsx";
import { Lines } from "./components/lines.tsx";
import type { Size } from "./layout.ts";
import { type Palette, PaletteContext } from "./palette.ts";
import { type CampaignScene, campaignFrame } from "./panels/campaign.ts";

interface CampaignScreenProps {
  readonly scene: CampaignScene;
  readonly size: Size;
  readonly palette: Palette;
  readonly onKey: (input: string, key: Key) => void;
}

export function CampaignScreen({ scene, size, palette, onKey }: CampaignScreenProps): ReactNode {
  return (
    <PaletteContext value={palette}>
      <Keyboard listens={scene.listens} onKey={onKey} />
      <Lines lines={campaignFrame(scene, size)} columns={size.columns} rows={size.rows} />
    </PaletteContext>
  );
}
