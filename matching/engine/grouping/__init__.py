"""Forms groups: circles, families and teams, whose members are spread or gathered by what is known of them.

The field calls it team formation or anticlustering (Papenberg, Klau, "Using anticlustering to partition data sets into
equivalent parts", 2021); the aims are those of CATME Team-Maker (Layton, Loughry, Ohland, Ricco, 2010). A group here is
one that is formed; a group of mentors, which shares places in a match, is `matching.engine.model.instance.Groups`.
"""
