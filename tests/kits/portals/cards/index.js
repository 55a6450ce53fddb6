// The entrance: every province as a link in its region; a notice may stand before it.
mount({
  data: () => ({ regions: [] }),
  async created() {
    await attempt(async () => {
      const provinces = await (await fetch("/provinces.json")).json();
      this.regions = REGIONS.map(([region, slugs]) => [region, provinces.filter(({ slug }) => slugs.includes(slug))]);
      tell((await (await fetch("/gov/api/portal")).json()).params?.notice);
    });
  },
  methods: {
    enter({ slug }) {
      location.href = `/${slug}/`;
    },
  },
});
