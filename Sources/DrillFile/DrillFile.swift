// DrillFile
