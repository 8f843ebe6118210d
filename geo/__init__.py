"""CCN Atlas: Viet Nam's industrial clusters (cụm công nghiệp) in PostGIS, with maps."""
