"""Reading texts: from a decision, an annex or an article to candidates a person reviews.

The grammar is our own: tables of phrases (`data/reading`) over tokens, some rules of how a verb
finds its clusters, and the gazetteer for the names of places. Libraries tried on the same texts,
2 cores, beside some 300 kB of text a second with what is here:

- underthesea 9.5: import 2.6 s; word segmentation 27 kB/s and good at `Hồng Lạc II`; its named
  entities 0.7 kB/s, and `CCN Hồng Lạc II` is a person to it.
- spaCy 3.8: the Vietnamese pipeline needs pyvi; the blank multilingual one with `PhraseMatcher`
  finds the verbs at 300 kB/s, but 126 MB do no more here than a dictionary of first words, and
  its tokens keep `H.Nam` in one piece.
- dateparser 1.5: 5 kB/s; knows no quarters (`quý II/2025`), no spans and no deadlines, reads `66,2`
  as a date and gives `27.7` a year that the text does not state.
- lark 1.3, Earley for the ambiguity of names: 7 kB/s on one sentence pattern, and a sentence
  outside the grammar gives nothing, where a reader must still read its other half.
"""
